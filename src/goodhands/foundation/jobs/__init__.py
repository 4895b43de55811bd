"""Work that takes longer than a page may: asked for in one transaction, done in the background, seen by everybody."""

"""Who changed what, and when? A record that is only ever added to, written together with the change itself."""

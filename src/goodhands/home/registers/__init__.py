"""The pages of plain lists: the same for every register."""

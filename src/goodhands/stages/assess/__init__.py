"""What do we need, what should we hand over, and what does it cost either way?"""

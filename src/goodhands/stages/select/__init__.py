"""Who is right for it, and how sure are we?"""

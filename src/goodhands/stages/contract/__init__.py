"""What exactly was promised?"""

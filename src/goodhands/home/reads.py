"""What needs the company now, and where does every engagement stand?"""

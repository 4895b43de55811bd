"""Is the provider keeping its promises?"""

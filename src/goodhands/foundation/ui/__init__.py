"""How everything looks: one stylesheet, some twenty components, charts."""

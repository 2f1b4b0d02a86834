"""What may be asked for: one file for each kind of question put to a configuration.

Each yields problems, one line that begins with the key; `check` stops at the first.
"""

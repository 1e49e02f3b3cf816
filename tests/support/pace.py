"""What a slow machine must not decide."""

UNHURRIED = "SELECT agora.set_setting('memory.manifest_budget', '60000', 'the machine may be slow')"
"""A manifest begins all its sections, however long the first ones take."""

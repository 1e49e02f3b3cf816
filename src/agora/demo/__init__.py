"""The demonstration: real programs crash, are recognised, mended, remembered and paid for."""

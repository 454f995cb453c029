"""Jobs about categories: describing, learning, previewing, reviewing, evaluating."""

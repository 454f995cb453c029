"""Words before they reach a model: templates, tokens, Chinese, the tag vocabulary."""

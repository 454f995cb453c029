"""Which models there are, how they are downloaded and made faster."""

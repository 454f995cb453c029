"""What operations do to photos: an `EffectDefinition` in a module of its own for each, listed in `table`."""

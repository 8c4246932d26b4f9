"""The pages on which an officer changes a property, part by part."""

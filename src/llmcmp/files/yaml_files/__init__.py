"""The YAML door: text, tree, validated records, JSON Schema."""

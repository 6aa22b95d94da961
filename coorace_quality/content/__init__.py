"""The content file of an issue: read with typed validation, then loaded into the portal in one transaction."""

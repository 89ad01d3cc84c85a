"""What pages show: masked by the policy’s fields, made of strings, never a nominative model."""

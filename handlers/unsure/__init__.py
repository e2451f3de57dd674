"""What nobody is sure of in a group: somebody near is asked with one tap, and what people decide is kept."""

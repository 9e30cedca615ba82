"""A server for assistants that speak the Model Context Protocol: it reads a workspace and changes nothing."""

"""What whoever runs the bot can see of it: figures for Prometheus, and whether it is well."""

"""The desk: a record in a browser. `whence.desk.app.create_app` makes it; nothing is loaded before it is asked for."""

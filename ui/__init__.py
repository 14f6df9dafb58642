"""People and programs talking to the chatbot: the command, the web page."""

"""The web application: the HTTP API and the chat page. It draws what the assistant returns and decides nothing."""

"""The agents' page, in Gradio."""

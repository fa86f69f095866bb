"""Write mail as rows, and send each once: by SMTP where there is a server, else into files."""

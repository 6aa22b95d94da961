"""What ``manage.py load_demo`` adds to a portal that is being tried; nothing here is ever loaded in production."""

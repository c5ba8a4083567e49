"""What supervisors do in the midst of a conversation: whisper to whoever answers, take over."""

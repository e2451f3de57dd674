"""WeCom's 智能机器人: heard where it is mentioned, by calls to us or over one long connection of ours."""

"""What comes round by the calendar: visits, meetings and their minutes, round-ups, reviews, contact points, panels."""

"""Working together on one appeal: 吹哨报到, rooms to talk it over in, the methods of settling, and mediation."""

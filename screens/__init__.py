"""What people see: one file a screen. Screens compose, bind and route; they hold no SQL and no rule."""

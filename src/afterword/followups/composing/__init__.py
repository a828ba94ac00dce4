"""A day that fits: open touches on days, within members' minutes; what will not fit is said beforehand."""

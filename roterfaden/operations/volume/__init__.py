"""Fill an empty database with as many cases as the largest installations have: for measuring, not for showing."""

"""The parts of a policy pack, a module for each, with the rules their values keep."""

"""Every plan of a tiny instance, tried: written from the modelling guide, apart from judge and model."""

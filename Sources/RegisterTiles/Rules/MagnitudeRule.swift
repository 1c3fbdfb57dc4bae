/// Keeps the largest magnitudes. Of equal ones the lower channel wins.
public enum MagnitudeRule: TileRule {}

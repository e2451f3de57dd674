"""集中反映: one umbrella incident above the tickets of many households with one trouble."""

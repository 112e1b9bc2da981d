"""Publications that follow a region: figures of every municipality and COROP area, with a page each municipality."""

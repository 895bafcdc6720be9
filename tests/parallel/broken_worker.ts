/** A worker whose module throws while it loads. */
throw new RangeError("broken while loading");

#pragma once

/// Writes the numbers of the processors that the calling thread may run on, in order, `capacity` at most. Returns how
/// many there are, or -1 where the system does not say.
int processors_allowed(int *numbers, int capacity);

/// Binds the calling thread, and what it starts, to `count` processors. Returns 0, or -1 where that fails.
int processors_bind(const int *numbers, int count);

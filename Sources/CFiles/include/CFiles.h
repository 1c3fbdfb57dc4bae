#ifndef C_FILES_H
#define C_FILES_H

/// Exchanges two files or folders at once; 0 where it did. The systems' headers hide their calls from Swift.
int exchangeNames(const char *_Nonnull first, const char *_Nonnull second);

#endif

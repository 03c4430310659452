// Sequences of matches given to the library (ZSTD_compressSequences) are among what it declares only so.
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

internal import CDeflate
internal import CZlib
internal import CZstd

/// The C libraries that compress pages.
public enum CodecLibraries {
    /// The versions of those that say it, by name: libsnappy does not.
    public static var versions: [String: String] {
        [
            "libdeflate": LIBDEFLATE_VERSION_STRING, "zlib": unsafe String(cString: zlibVersion()),
            "zstd": unsafe String(cString: ZSTD_versionString()),
        ]
    }
}

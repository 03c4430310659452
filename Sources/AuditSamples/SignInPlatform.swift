/// What people and programs sign in from: the application, the user agent and the operating system belong together.
struct SignInPlatform: Sendable {
    /// How often it is drawn.
    let weight: Int
    /// `client`.
    let clients: WeightedTexts
    /// `user_agent`.
    let userAgents: WeightedTexts
    /// The opening of `device` with `os`.
    let systems: WeightedTexts

    private init(
        _ weight: Int, clients: [(weight: Int, text: String)], userAgents: [(weight: Int, text: String)],
        systems: [(weight: Int, text: String)]
    ) {
        func texts(_ opening: String, _ entries: [(weight: Int, text: String)]) -> WeightedTexts {
            WeightedTexts(entries.map { ($0.weight, opening + $0.text + "\"") })
        }
        self.weight = weight
        self.clients = texts(#","client":""#, clients)
        self.userAgents = texts(#","user_agent":""#, userAgents)
        self.systems = texts(#","device":{"os":""#, systems)
    }

    /// Every platform.
    static let all = [
        SignInPlatform(
            19, clients: [(70, "web-portal"), (20, "back-office"), (10, "support-console")],
            userAgents: chromeVersions.map { version in
                (
                    9,
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                        + "Chrome/\(version).0.0.0 Safari/537.36"
                )
            } + [
                (15, "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:135.0) Gecko/20100101 Firefox/135.0"),
                (10, "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"),
            ],
            systems: [(3, "Windows 11"), (1, "Windows 10")]),
        SignInPlatform(
            7, clients: [(90, "web-portal"), (10, "back-office")],
            userAgents: [
                (
                    8,
                    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                        + "Version/18.3 Safari/605.1.15"
                ),
                (4, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:135.0) Gecko/20100101 Firefox/135.0"),
            ],
            systems: [(2, "macOS 15.3"), (1, "macOS 14.7")]),
        SignInPlatform(
            35, clients: [(100, "mobile-ios")],
            userAgents: (0...9).map { build in (10, "OrdersApp/5.12.\(build) (iPhone15,2; iOS 17.6)") }
                + (3...6).map { model in (5, "OrdersApp/5.11.4 (iPhone1\(model),3; iOS 16.7)") },
            systems: [(5, "iOS 17.6"), (1, "iOS 16.7")]),
        SignInPlatform(
            24, clients: [(100, "mobile-android")],
            userAgents: (0...9).map { build in (10, "OrdersApp/5.12.\(build) (Android 14; SM-S921B) okhttp/4.12.0") }
                + (0...3).map { build in (5, "OrdersApp/5.11.\(build) (Android 13; Pixel 7) okhttp/4.11.0") },
            systems: [(3, "Android 14"), (1, "Android 13")]),
        SignInPlatform(
            10, clients: [(55, "partner-api"), (30, "desktop-sync"), (15, "batch-reports")],
            userAgents: [
                (4, "python-requests/2.32.3"), (3, "Apache-HttpClient/5.3.1 (Java/21.0.5)"), (2, "axios/1.7.9"),
                (1, "curl/8.5.0"),
            ],
            systems: [(3, "Linux"), (1, "Windows Server 2022")]),
        SignInPlatform(
            5, clients: [(80, "web-portal"), (20, "support-console")],
            userAgents: chromeVersions.map { version in
                (
                    3,
                    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
                        + "Chrome/\(version).0.0.0 Safari/537.36"
                )
            } + [(9, "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0")],
            systems: [(1, "Linux")]),
    ]

    private static let chromeVersions = [121, 124, 126, 128, 129, 130, 131, 132, 133]
}

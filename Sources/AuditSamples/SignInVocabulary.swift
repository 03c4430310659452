/// The words of sign-in events, as JSON text with the key before them, and how often each is drawn.
struct SignInVocabulary: Sendable {
    /// One in four thousand is not ASCII, and half of those are written with `\u` escapes: two texts, one value.
    let actions = WeightedTexts([
        (1500, #","action":"token_refresh""#), (900, #","action":"sign_in""#), (560, #","action":"token_issue""#),
        (330, #","action":"sign_out""#), (240, #","action":"mfa_challenge""#), (200, #","action":"mfa_verify""#),
        (120, #","action":"session_extend""#), (90, #","action":"sign_in_failed""#),
        (60, #","action":"consent_grant""#), (40, #","action":"password_change""#),
        (30, #","action":"password_reset_request""#), (14, #","action":"device_register""#),
        (6, #","action":"account_lock""#), (3, #","action":"återställ_lösenord""#),
        (3, #","action":"\u00e5terst\u00e4ll_l\u00f6senord""#),
    ])

    /// HTTP statuses.
    let statuses = WeightedTexts([
        (3270, #","status_code":200"#), (300, #","status_code":204"#), (180, #","status_code":302"#),
        (60, #","status_code":201"#), (150, #","status_code":401"#), (60, #","status_code":400"#),
        (40, #","status_code":403"#), (18, #","status_code":429"#), (10, #","status_code":404"#),
        (5, #","status_code":500"#), (3, #","status_code":503"#),
    ])

    /// What people and programs sign in from.
    let platforms = SignInPlatform.all
    let platformChoice = WeightedChoice(SignInPlatform.all.map(\.weight))

    /// Paths, some with a query; one in a hundred or so with escaped slashes, letters outside ASCII or quotes.
    let paths = WeightedTexts([
        (900, #","path":"/oauth2/token""#), (520, #","path":"/login""#),
        (140, #","path":"/oauth2/authorize?response_type=code&client_id=web-portal&scope=openid%20profile""#),
        (180, #","path":"/login?return_to=%2Forders%2F2025%2Fopen""#), (230, #","path":"/api/v2/session""#),
        (200, #","path":"/mfa/challenge""#), (170, #","path":"/mfa/verify""#), (140, #","path":"/logout""#),
        (120, #","path":"/api/v2/session/extend""#), (60, #","path":"/account/password""#),
        (50, #","path":"/account/consents/marketing""#), (15, #","path":"\/legacy\/sso\/acs""#),
        (10, #","path":"/konto/återställning""#), (6, #","path":"/konto/\u00e5terst\u00e4llning""#),
        (4, #","path":"/search?q=\"quarterly report\"""#),
    ])

    /// What the tokens may be used for.
    let scopes = WeightedTexts([
        (40, #","scopes":["openid","profile","email"]"#), (22, #","scopes":["openid","profile"]"#),
        (14, #","scopes":["openid","offline_access"]"#), (10, #","scopes":["orders:read","orders:write"]"#),
        (7, #","scopes":["reports:read"]"#), (4, #","scopes":["openid","profile","email","admin:users"]"#),
        (3, #","scopes":[]"#),
    ])

    /// Names that people gave their devices; a number may follow.
    let deviceNames = WeightedTexts([
        (1500, #","name":"pc-"#), (900, #","name":"work "#), (600, #","name":"home "#),
        (500, #","name":"private "#), (300, #","name":"meeting room "#), (150, #","name":"spare "#),
        (30, #","name":"Åsas telefon "#), (20, #","name":"Zoës \"work\" laptop "#),
        (12, #","name":"Jos\u00e9 \u2014 iPad "#),
        (10, #","name":"田中の iPhone "#), (8, #","name":"gaming \ud83d\ude80 pc "#), (6, #","name":"kontor 🏢 "#),
        (4, #","name":"C:\\DEVICES\\"#), (4, #","name":"lab\t"#),
    ])
}

/// One kind of call that the audited service takes, with what its records say.
struct HTTPAuditOperation: Sendable {
    /// How often it is drawn.
    let weight: Int
    /// `operation`, with the opening of the record before it.
    let opening: [UInt8]
    /// The status of a call that went well.
    let status: Int
    /// What comes between the status and the number in the URL.
    let request: [UInt8]
    /// The kind of body of the request and the response.
    let body: Body

    /// The shapes of bodies.
    enum Body: Sendable {
        /// A request without a body, answered with an order.
        case readOrder
        /// An order, answered with its number and state.
        case writeOrder
        /// A change of a customer's address, answered without a body.
        case writeAddress
        /// A search, answered with a list of identifiers.
        case search
    }

    init(_ weight: Int, _ name: String, _ method: String, _ status: Int, _ url: String, _ body: Body) {
        self.weight = weight
        opening = Array(#"{"operation":"\#(name)","code":"#.utf8)
        self.status = status
        let headers =
            #""headers":{"accept":"application/json","content-type":"application/json; charset=utf-8","#
            + #""accept-language":"sv-SE,sv;q=0.9,en;q=0.8","authorization":"Bearer [redacted]","#
            + #""user-agent":"orders-web/3.41.0 (node-fetch 3.3.2)","#
        request = Array(#","request_data":{"method":"\#(method)",\#(headers)"x-request-id":""#.utf8)
        urlOpening = Array(#""},"url":"https://api.example.com/v2/\#(url)"#.utf8)
        self.body = body
    }

    /// What comes between the request's identifier and the number in the URL.
    let urlOpening: [UInt8]
}

/// The words of HTTP audit records.
struct HTTPAuditVocabulary: Sendable {
    let operations = [
        HTTPAuditOperation(34, "order.read", "GET", 200, "orders/", .readOrder),
        HTTPAuditOperation(22, "order.create", "POST", 201, "orders?ref=", .writeOrder),
        HTTPAuditOperation(14, "order.update", "PUT", 200, "orders/", .writeOrder),
        HTTPAuditOperation(9, "customer.address.change", "PATCH", 204, "customers/", .writeAddress),
        HTTPAuditOperation(17, "customer.search", "POST", 200, "customers/search?page=", .search),
        HTTPAuditOperation(4, "order.cancel", "DELETE", 204, #"orders\/archive\/"#, .readOrder),
    ]
    let operationChoice: WeightedChoice

    init() {
        operationChoice = WeightedChoice(operations.map(\.weight))
    }

    /// Statuses of calls that did not go well.
    let failures = [400, 401, 403, 404, 409, 422, 429, 500, 502, 503]

    /// Things that are ordered.
    let articles = WeightedTexts([
        (30, "Office chair, grey"), (28, "Standing desk 160×80 cm"), (25, "Monitor arm"), (20, "USB-C dock"),
        (16, #"27\" display"#), (14, "Desk lamp"), (9, "Whiteboard 120/90"), (6, "Schreibtischmatte, weiß"),
        (4, #"Caf\u00e9 table"#), (2, #"Sticker sheet \ud83c\udf89"#),
    ])

    /// People who place orders.
    let people = WeightedTexts([
        (40, "Maria Svensson"), (38, "John Miller"), (33, "Anna Kowalska"), (30, "David Chen"), (25, "Fatima Haddad"),
        (20, "Lukas Weber"), (12, "Åsa Öberg"), (8, #"Zo\u00eb Dupont"#), (6, "Søren Kjærgaard"), (4, "佐藤 健"),
        (2, #"Mike \"Mick\" O'Neil"#),
    ])

    /// Streets and towns.
    let places = WeightedTexts([
        (30, #"Storgatan 14\n111 23 Stockholm"#), (26, #"221B Baker Street\nLondon NW1 6XE"#),
        (20, #"Hauptstraße 5\n10827 Berlin"#), (12, #"ul. Długa 7\n80-831 Gdańsk"#),
        (8, #"1-1 Chiyoda\nTokyo 100-8111"#), (4, #"Rua do Ouro 3\t2.\u00ba esq.\nLisboa"#),
    ])

    /// Remarks, of the length that people write.
    let remarks = WeightedTexts([
        (30, "Please deliver to the loading dock at the back between eight and noon."),
        (26, "Call before delivery, the reception is not staffed on Fridays. Invoice goes to the usual address."),
        (20, "No remarks."), (12, #"Customer asked twice whether the goods are \"in stock\"; answered by mail."#),
        (8, "Lieferung bitte an das Nebengebäude, Eingang über den Hof, zweite Tür links."),
        (4, #"\u2714 checked \/ approved by the team lead"#),
    ])
}

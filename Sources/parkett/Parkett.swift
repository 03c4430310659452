@main struct Parkett { static func main() {} }

package archive

// ReadAtMost is Read with another limit on the bytes that are unpacked.
var ReadAtMost = read

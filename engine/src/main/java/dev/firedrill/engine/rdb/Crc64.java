package dev.firedrill.engine.rdb;

/// The checksum at the end of a snapshot: CRC-64 with the Jones polynomial, reflected, without
/// inversions. Source: Redis RDB file format; the check value of `123456789` is e9c6d914c4b8d9ca.
final class Crc64 {
    private static final long POLYNOMIAL_REFLECTED = 0x95AC9329AC4BC9B5L;
    private static final long[] TABLE = table();

    private long value;

    private static long[] table() {
        long[] table = new long[256];
        for (int i = 0; i < 256; i++) {
            long crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? (crc >>> 1) ^ POLYNOMIAL_REFLECTED : crc >>> 1;
            }
            table[i] = crc;
        }
        return table;
    }

    void update(byte[] bytes, int offset, int length) {
        long crc = value;
        for (int i = offset; i < offset + length; i++) {
            crc = TABLE[(int) (crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
        }
        value = crc;
    }

    long value() {
        return value;
    }
}

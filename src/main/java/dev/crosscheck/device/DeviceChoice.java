package dev.crosscheck.device;

/**
 * A decision on the device, and why.
 *
 * @param requested what was asked for
 * @param device what will be used
 * @param reason why, in a clause without a full stop; for a fallback, what stands in the GPU's way
 */
public record DeviceChoice(DeviceRequest requested, Device device, String reason) {

    /** @return whether the GPU was wanted and the CPU is used */
    public boolean fellBack() {
        return requested == DeviceRequest.AUTO && device == Device.CPU;
    }
}

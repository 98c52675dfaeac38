package dev.crosscheck.device;

/**
 * The chosen device with the reason.
 *
 * @param requested the user's request
 * @param device the device to use
 * @param reason in a clause without a full stop; after a fallback, why the GPU cannot be used
 */
public record DeviceChoice(DeviceRequest requested, Device device, String reason) {

    /** @return whether a GPU was preferred but the CPU is used */
    public boolean fellBack() {
        return requested == DeviceRequest.AUTO && device == Device.CPU;
    }
}

// The button of an order's page opens the shop's chat.
document.getElementById('talk').addEventListener('click', () => window.madoguchi?.open());
